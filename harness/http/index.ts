export { createHttpDriver } from "./driver.js";
