import { createServer } from "node:http";
import { WebSocketServer } from "ws";

/** How long a reply takes, and how long the server refuses connections after it has cut all of them, in milliseconds. */
const [replyMs, awayMs] = [500, 1_000];
let isAway = false;

const http = createServer();
const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
const seen = { received: 0, replied: 0, cut: 0 };

// It keeps its port while it is away, since another program might otherwise get it.
http.on("connection", (socket) => isAway && socket.resetAndDestroy());
sockets.on("connection", (socket) => {
  socket.on("error", () => socket.terminate());
  socket.on("message", (text) => {
    seen.received++;
    const { id, parts } = JSON.parse(text.toString());
    setTimeout(() => reply(socket, id, parts), replyMs);
  });
});

function reply(socket, id, parts) {
  if (socket.readyState !== socket.OPEN) return;
  seen.replied++;
  for (let part = 0; part < parts; part++) socket.send(JSON.stringify({ id, part, last: part === parts - 1 }));
}

function storm() {
  isAway = true;
  seen.cut = sockets.clients.size;
  for (const socket of sockets.clients) socket.terminate();
  setTimeout(() => {
    isAway = false;
  }, awayMs);
}

process.on("message", (word) => (word === "storm" ? storm() : process.send(seen)));
process.on("disconnect", () => process.exit());
http.listen({ port: 0, host: "127.0.0.1", backlog: 4_096 }, () => process.send({ port: http.address().port }));
