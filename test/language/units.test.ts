import { describe, expect, test } from "vitest";
import type { z } from "zod";
import {
  containerVcpu,
  dataSize,
  duration,
  filePath,
  flag,
  integer,
  memory,
  money,
  name,
  number,
  perMinute,
  rate,
  ratio,
  text,
  timeOfDay,
  timeSpan,
  vcpu,
} from "../../scenarios/language/index.js";

interface Spellings {
  codec: z.ZodType;
  good: [unknown, unknown][];
  bad: [unknown, string | undefined][];
}

/** Every good spelling with its value, and every bad one with a part of its message. */
const spellings: Record<string, Spellings> = {
  duration: {
    codec: duration(),
    good: [
      ["100ms", 100_000],
      ["1.5s", 1_500_000],
      ["2m", 120_000_000],
      ["2 min", 120_000_000],
      ["1h30m", 5_400_000_000],
      ["1h 30m", 5_400_000_000],
      ["30d", 2_592_000_000_000],
      [".5ms", 500],
      ["250us", 250],
      ["250µs", 250],
      ["1,500ms", 1_500_000],
      ["1e3s", 1_000_000_000],
      [0, 0],
    ],
    bad: [
      [5, "add the unit: 5d, 5h, 5m, 5s, 5ms, 5us"],
      ["5", "add the unit"],
      ["5 weeks", "units are d, h, m, s, ms, us"],
      ["30m1h", "units are"],
      ["-5s", "at least 0s"],
      ["1e300d", "at most"],
      ["soon", undefined],
      ["", undefined],
      ["1,5s", "units are"],
      [Number.NaN, undefined],
      [Number.POSITIVE_INFINITY, undefined],
      [null, undefined],
      [{}, undefined],
      [true, undefined],
    ],
  },
  rate: {
    codec: rate(),
    good: [
      ["150/s", 150],
      ["150 /s", 150],
      ["200/min", 200 / 60],
      ["12/h", 12 / 3600],
      ["12,000/s", 12_000],
    ],
    bad: [
      [150, "add the unit: 150/s"],
      ["150 rps", "units are /s, /min, /h, /d"],
      ["-1/s", "at least 0/s"],
      ["1e999/s", "at most"],
    ],
  },
  perMinute: {
    codec: perMinute(),
    good: [
      ["200/min", 200],
      ["3/s", 180],
      ["12/h", 0.2],
    ],
    bad: [[200, "add the unit: 200/min"]],
  },
  ratio: {
    codec: ratio(),
    good: [
      ["60 %", 0.6],
      ["60%", 0.6],
      [0.6, 0.6],
      ["0.6", 0.6],
      [0, 0],
      [1, 1],
    ],
    bad: [
      [60, "write 60 %"],
      ["101 %", "at most 100 %"],
      ["-1 %", "at least 0 %"],
    ],
  },
  "ratio from 1 on": {
    codec: ratio({ min: 1 }),
    good: [
      ["200 %", 2],
      ["300 %", 3],
      ["5000 %", 50],
      [1.5, 1.5],
      [1, 1],
    ],
    bad: [
      [300, "write 300 %"],
      ["300", "write 300 %"],
      ["99 %", "at least 100 %"],
    ],
  },
  dataSize: {
    codec: dataSize(),
    good: [
      ["12 KB", 12_288],
      ["12kB", 12_288],
      ["512 MiB", 536_870_912],
      ["1.86 GB", 1_997_159_793],
      ["100 B", 100],
      [0, 0],
    ],
    bad: [
      [2048, "add the unit: 2048 TB"],
      ["2 gigs", "units are TB, GB, MB, KB, B"],
    ],
  },
  memory: {
    codec: memory(),
    good: [
      ["2 GB", 2048],
      [2048, 2048],
      ["2048", 2048],
      ["512 MiB", 512],
      ["0.5 GB", 512],
      ["512 KB", 0.5],
    ],
    bad: [
      ["2 G", "units are TB, GB, MiB, KiB"],
      [-1, "at least 0 MiB"],
    ],
  },
  vcpu: {
    codec: vcpu(),
    good: [
      ["1 vCPU", 1],
      [".25 vCPU", 0.25],
      ["16 vCPU", 16],
      [1024, 1],
      ["1024", 1],
      [256, 0.25],
      [0.5, 0.5],
      [16, 16],
    ],
    bad: [
      [32, "write 32 vCPU, or 0.03125 vCPU for 32 CPU units"],
      ["two", undefined],
    ],
  },
  containerVcpu: {
    codec: containerVcpu(),
    good: [
      ["0.1 vCPU", 0.1],
      [0.5, 0.5],
      [64, 0.0625],
      [17, 17 / 1024],
      [512, 0.5],
    ],
    bad: [[10, "write 10 vCPU, or 0.009765625 vCPU for 10 CPU units"]],
  },
  money: {
    codec: money(),
    good: [
      ["$1,500", 1500],
      ["USD 12.50", 12.5],
      [12.5, 12.5],
    ],
    bad: [
      ["12 €", undefined],
      ["-$5", "at least $0"],
    ],
  },
  timeOfDay: {
    codec: timeOfDay(),
    good: [
      ["09:00", 540],
      ["9:05", 545],
      ["23:59", 1439],
    ],
    bad: [
      ["24:00", "midnight is 00:00"],
      ["9", undefined],
      ["12:60", undefined],
      [540, undefined],
    ],
  },
  timeSpan: {
    codec: timeSpan(),
    good: [
      ["09:00-23:00", { from: 540, to: 1380 }],
      ["22:00–06:00", { from: 1320, to: 360 }],
      ["00:00-24:00", { from: 0, to: 1440 }],
    ],
    bad: [
      ["09:00", undefined],
      ["09:00-09:00", undefined],
      ["24:00-09:00", undefined],
      ["1:00-2:00-3:00", undefined],
    ],
  },
  integer: {
    codec: integer({ min: 1, max: 9 }),
    good: [[5, 5]],
    bad: [
      [10, "at most 9"],
      [0, "at least 1"],
      [1.5, undefined],
      ["5", "write it without quotes"],
    ],
  },
  number: {
    codec: number(),
    good: [[-1.5, -1.5]],
    bad: [
      [Number.NaN, undefined],
      ["12.5 %", "write 0.125"],
    ],
  },
  text: {
    codec: text(),
    good: [
      ["Does p99 hold?", "Does p99 hold?"],
      ["", ""],
    ],
    bad: [
      [5, 'write it in quotes: "5"'],
      [null, undefined],
    ],
  },
  name: {
    codec: name(),
    good: [["chat-turns", "chat-turns"]],
    bad: [
      ["chat turns", undefined],
      ["9lives", undefined],
      ["constructor", undefined],
      ["__proto__", undefined],
    ],
  },
  flag: {
    codec: flag(),
    good: [[true, true]],
    bad: [
      ["yes", "write true"],
      ["off", "write false"],
    ],
  },
  filePath: {
    codec: filePath(),
    good: [["data/rates.csv", "data/rates.csv"]],
    bad: [
      ["", undefined],
      ["a\0b", undefined],
    ],
  },
};

describe.each(Object.entries(spellings))("%s", (_, { codec, good, bad }) => {
  test.each(good)("reads %j as %j and writes it back without loss", (written, value) => {
    expect(codec.parse(written)).toEqual(value);
    expect(codec.parse(codec.encode(codec.parse(written) as never))).toEqual(value);
  });

  test.each(bad)("refuses %j and says %j", (written, hint) => {
    const { error } = codec.safeParse(written);
    const [issue] = error!.issues;
    expect(issue.message).not.toBe("");
    if (hint === undefined) expect((issue as z.core.$ZodIssueCustom).params?.hint).toBeUndefined();
    else expect((issue as z.core.$ZodIssueCustom).params?.hint).toContain(hint);
  });
});
