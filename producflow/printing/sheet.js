for (const [n, place] of document.querySelectorAll(".chart").entries()) {
  const { data, layout } = figures[n];
  Plotly.newPlot(place, data, { ...layout, width: place.clientWidth }, { staticPlot: true });
}
// Read by whoever takes a picture, which has to know how tall the page is.
document.documentElement.dataset.height = String(document.body.scrollHeight);
