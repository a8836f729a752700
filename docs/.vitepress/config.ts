import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vitepress";

/** The site that `npm run docs` makes of the pages in docs/, with a search that needs no server. */
export default defineConfig({
  title: "fleetcast",
  description: "What an AWS fleet will cost, what p99 its users will see, and what is lost when Spot capacity goes.",
  lang: "en",
  srcExclude: ["examples/**"],
  outDir: "../dist/site",
  cacheDir: "../node_modules/.vitepress",
  head: [["link", { rel: "icon", href: "data:," }]],
  buildEnd: ({ srcDir, outDir }) => copyLinked([srcDir, join(srcDir, "..")], outDir),
  markdown: {
    config: (md) => {
      // What stands in backquotes is text to the reader, so it is text to Vue: `${{ matrix.part }}` is none of its expressions.
      const code = md.renderer.rules.code_inline;
      md.renderer.rules.code_inline = (...args) => code!(...args).replace("<code", "<code v-pre");
    },
  },
  themeConfig: {
    search: { provider: "local" },
    outline: { level: 2 },
    sidebar: [
      {
        text: "Start",
        items: [
          { text: "What it is", link: "/" },
          { text: "Tutorial: a decision in ten minutes", link: "/tutorial" },
        ],
      },
      {
        text: "Guides",
        items: [
          { text: "A web service, its sockets, its Lambda", link: "/guides/chatbot" },
          { text: "Jobs from a queue", link: "/guides/agents" },
          { text: "A Fargate task for each run", link: "/guides/dagy" },
          { text: "Sizes by formulas", link: "/sizing" },
          { text: "Real load: verify, drill, calibrate", link: "/guides/staging" },
        ],
      },
      {
        text: "Experiments",
        items: [
          { text: "Compare, sweep, optimize", link: "/experiments" },
          { text: "What nobody knows: sensitivity", link: "/sensitivity" },
          { text: "How large must the canary be?", link: "/canary-sizing" },
          { text: "On many machines", link: "/distributed" },
          { text: "In a pull request and every night", link: "/github-action" },
          { text: "Metrics: Prometheus, OTLP, JUnit", link: "/metrics" },
          { text: "As a library", link: "/library" },
        ],
      },
      {
        text: "Reference",
        items: [
          { text: "A scenario, key by key", link: "/reference/scenario" },
          { text: "A sizing file, key by key", link: "/reference/sizing" },
          { text: "IAM permissions", link: "/iam-policy" },
        ],
      },
      {
        text: "How far to trust it",
        items: [
          { text: "The model, its sources and limits", link: "/model" },
          { text: "Intervals and coverage", link: "/statistics" },
          { text: "Accuracy, measured", link: "/studies/accuracy" },
          { text: "Calibration against unknown servers", link: "/studies/calibration" },
          { text: "A real processor", link: "/studies/real-cpu" },
          { text: "Study: degradation against autoscaling", link: "/studies/oscillation" },
          { text: "Study: a Spot crunch", link: "/studies/spot-cascade" },
        ],
      },
    ],
  },
});

/** Copies what pages link to beside pages, such as job definitions and scenarios, and refuses a link that leads nowhere. */
function copyLinked(sources: readonly string[], site: string): void {
  const pages = readdirSync(site, { recursive: true })
    .map(String)
    .filter((path) => path.endsWith(".html"));
  for (const page of pages) {
    for (const [, href] of readFileSync(join(site, page), "utf8").matchAll(/<a [^>]*?href="([^"#]+)/g)) {
      const path = decodeURIComponent(new URL(href, `site://docs/${page}`).pathname).slice(1);
      if (!href.includes(":") && !existsSync(join(site, path))) copy(path, page);
    }
  }
  function copy(path: string, page: string): void {
    const source = sources.map((folder) => join(folder, path)).find(existsSync);
    if (source === undefined) throw new Error(`${page}: ${path} is neither a page nor a file`);
    cpSync(source, join(site, path));
  }
}
