export { createSocketDriver } from "./driver.js";
