import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { Command } from "commander";
import type { Reporter } from "../../../reports/reporter.js";
import { formatPriceRows } from "../../cost/price-book.js";
import { shippedPrices } from "../../experiments/package-assets.js";
import { refuse } from "../failures.js";
import { examples, filePath, formatOption, repeated } from "../options.js";
import { priceFileAt, type RefreshedOffer, refreshFrom } from "../prices/refresh.js";
import { refreshedText, type ShownPrices, shownPrices, shownText } from "../prices/show.js";
import { checkWritable, writeAtomically } from "../results/atomic-files.js";
import { print } from "../terminal.js";

/** The price book behind every bill: what is in it, and newer prices of AWS's. */
export const prices = (command: Command): Command =>
  command
    .description(
      "AWS's list prices behind every bill: where they come from, and newer ones out of AWS's own price list.",
    )
    .addHelpText(
      "after",
      examples("sim prices show --region eu-west-1", "sim prices refresh --from AmazonECS.json --out prices.csv"),
    )
    .addCommand(show())
    .addCommand(refresh());

interface ShowOptions {
  readonly region: string;
  readonly file?: string;
  readonly format: string;
}

const showReporters: readonly Reporter<ShownPrices>[] = [
  { format: "text", print: shownText },
  { format: "json", print: json },
  { format: "csv", print: ({ rows }) => formatPriceRows(rows) },
];

const show = (): Command =>
  new Command("show")
    .description("Prints the prices of a region with AWS's rate codes, sources and dates. Runs nothing.")
    .requiredOption("--region <name>", "such as eu-west-1")
    .option("--file <prices.csv>", "a price file of your own over the shipped prices", filePath)
    .addOption(formatOption(showReporters))
    .addHelpText(
      "after",
      examples("sim prices show --region eu-west-1", "sim prices show --region us-east-1 --format csv > prices.csv"),
    )
    .action(({ region, file, format }: ShowOptions) => {
      print(shownPrices(shippedPrices().overlaidBy(priceFileAt(file)), region), format, showReporters);
    });

interface RefreshOptions {
  readonly from: readonly string[];
  readonly region: readonly string[];
  readonly out?: string;
  readonly format: string;
}

const refreshReporters: readonly Reporter<readonly RefreshedOffer[]>[] = [
  { format: "text", print: (offers) => offers.map(refreshedText).join("\n") },
  { format: "json", print: json },
  { format: "csv", print: (offers) => formatPriceRows(offers.flatMap(({ changes }) => changes.map(({ row }) => row))) },
];

const whereFrom = `

AWS publishes an offer file for each service and region, as JSON and as CSV, at
  https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/<service>/current/<region>/index.json
A bill has prices of AmazonECS, AWSELB, AmazonEC2 (NAT gateways), AmazonVPC, AWSDataTransfer,
AmazonCloudWatch, AmazonECR, awskms and AmazonDynamoDB. Spot has none there. In a scenario
  prices: { file: prices.csv }
puts the file that was written over the shipped prices.`;

const refresh = (): Command =>
  new Command("refresh")
    .description("Reads offer files of AWS's price list, JSON or CSV, also gzipped, and prints each old and new price.")
    .addOption(repeated("--from <file>", "an offer file; may be given again"))
    .addOption(repeated("--region <name>", "only of this region, also a new one; may be given again"))
    .option(
      "--out <prices.csv>",
      "write the prices there, over those that it has already (default: print only)",
      filePath,
    )
    .addOption(formatOption(refreshReporters))
    .addHelpText(
      "after",
      examples(
        "sim prices refresh --from AmazonECS.json",
        "sim prices refresh --from AmazonECS.csv.gz --from AmazonEC2.json.gz --out prices.csv",
        "sim run fleet.yaml --set prices.file=prices.csv",
      ) + whereFrom,
    )
    .action(async ({ from, region, out, format }: RefreshOptions) => {
      refuse(from.length === 0 ? ["expected --from and an offer file of AWS's price list"] : []);
      if (out !== undefined) checkWritable(dirname(out));
      const { offers, own } = await refreshFrom(
        from,
        priceFileAt(out !== undefined && existsSync(out) ? out : undefined),
        region,
      );
      if (out !== undefined) writeAtomically(out, formatPriceRows(own.rows));
      print(offers, format, refreshReporters);
      for (const note of offers.flatMap(({ notes }) => notes)) process.stderr.write(`${note}\n`);
      process.stderr.write(out === undefined ? "nothing is written: --out prices.csv does\n" : `${out} written\n`);
    });

function json(result: unknown): string {
  return `${JSON.stringify(result, null, 2)}\n`;
}
