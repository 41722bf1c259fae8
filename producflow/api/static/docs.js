// Starts the documentation page; a file of its own because the content security policy allows no script inside a page.
const here = document.currentScript.dataset;
SwaggerUIBundle({
  url: here.openapi,
  dom_id: "#swagger-ui",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: true,
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIBundle.SwaggerUIStandalonePreset],
});
