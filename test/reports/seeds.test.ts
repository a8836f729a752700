import { holdPages } from "./page-laws.js";
import { quickPages } from "./results.js";

holdPages(await quickPages(1), await quickPages(2));
