// Makes the script that pages carry in themselves: it draws charts and sorts tables, and needs no network.
export default {
  input: "reports/html/client/main.ts",
  platform: "browser",
  output: {
    file: "dist/reports/html/client.js",
    format: "iife",
    minify: true,
    comments: { legal: true, annotation: false, jsdoc: false },
  },
};
