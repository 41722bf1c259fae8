for (const [n, place] of document.querySelectorAll(".chart").entries()) {
  const { data, layout } = figures[n];
  const size = { width: place.clientWidth, height: place.clientHeight };
  Plotly.newPlot(place, data, { ...layout, ...size }, { staticPlot: true });
}
