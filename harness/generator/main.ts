import { createHttpDriver } from "../http/index.js";
import { createSocketDriver } from "../websocket/index.js";
import { serve } from "./serve.js";

serve({ request: createHttpDriver, session: createSocketDriver });
