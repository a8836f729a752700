import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { parse } from "csv-parse/sync";

/** What HAProxy counts of one server or frontend. */
export interface ServerStat {
  /** Requests that it was given since HAProxy's start. */
  readonly sessions: number;
  readonly outstanding: number;
  /** Of a frontend: requests that came. */
  readonly requests: number;
}

/** One command to HAProxy's admin socket, and its answer. */
export function askAdmin(socketPath: string, command: string): Promise<string> {
  const socket = connect(socketPath);
  socket.end(`${command}\n`);
  return text(socket);
}

/** The answer to `show stat`, by `backend/server`. */
export function serverStats(csv: string): ReadonlyMap<string, ServerStat> {
  const rows: readonly Record<string, string>[] = parse(csv.replace(/^# /, ""), {
    columns: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  return new Map(
    rows.map((row) => [
      `${row.pxname}/${row.svname}`,
      { sessions: Number(row.stot), outstanding: Number(row.scur), requests: Number(row.req_tot) },
    ]),
  );
}
