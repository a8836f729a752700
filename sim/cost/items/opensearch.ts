import { hour } from "../../../scenarios/language/units/time.js";
import { type BillItem, defineItem } from "./item.js";

/** The compute units of OpenSearch Serverless, which are billed around the clock whatever is searched. */
export const openSearch: readonly BillItem[] = [
  defineItem({
    item: "OpenSearch Serverless OCU",
    service: "OpenSearch Serverless",
    component: "OCU (indexing or search)",
    unit: "OCU-hour",
    perUnit: { "opensearch-time": hour },
    follows: "calendar",
  }),
];
