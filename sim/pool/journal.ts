/** Takes down what happens at the control plane, for events.ndjson. `kind` is stable, `message` is for people. */
export type Journal = (kind: string, message: string, values?: Readonly<Record<string, number | string>>) => void;
