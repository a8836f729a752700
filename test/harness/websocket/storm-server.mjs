import { createServer } from "node:http";
import { WebSocketServer } from "ws";

/** How long a reply takes, and how long the server stays away after it has cut every connection. Milliseconds. */
const [replyMs, awayMs] = [500, 1_000];

const http = createServer();
const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
const seen = { received: 0, replied: 0, cut: 0 };

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

function listen(port, then) {
  http.listen({ port, host: "127.0.0.1", backlog: 4_096 }, then);
}

function storm() {
  const { port } = http.address();
  http.close();
  seen.cut = sockets.clients.size;
  for (const socket of sockets.clients) socket.terminate();
  setTimeout(() => listen(port), awayMs);
}

process.on("message", (word) => (word === "storm" ? storm() : process.send(seen)));
process.on("disconnect", () => process.exit());
listen(0, () => process.send({ port: http.address().port }));
