import { holdPages } from "./page-laws.js";
import { slowPages } from "./results.js";

holdPages(await slowPages(1), await slowPages(2));
