/** A rate of a product, as a test writes it; `operation` and `begin` are those of AWS where left out. */
export interface Rate {
  readonly sku: string;
  readonly service: string;
  readonly usage: string;
  readonly region: string;
  readonly usd: string;
  readonly operation?: string;
  readonly begin?: string;
  readonly currency?: string;
}

interface Reserved {
  readonly reservedUsd?: string;
}

const disclaimer = "This pricing list is for informational purposes only.";
const version = "20261103201500";
const published = "2026-11-03T20:15:00Z";
const onDemand = "JRTCKXETXF";
const whole = "6YS6EN2CT7";
const reserved = "4NA7Y494T4";

/** An offer file in JSON, as AWS structures and spaces it. */
export function offerJson(code: string, rates: readonly (Rate & Reserved)[]): string {
  const products = rates.map(({ sku, service, usage, region, operation = "" }) => [
    sku,
    {
      sku,
      productFamily: "Compute",
      attributes: {
        servicecode: service,
        location: region,
        locationType: "AWS Region",
        usagetype: usage,
        operation,
        regionCode: region,
      },
    },
  ]);
  const terms = (term: string, usd: (rate: Rate & Reserved) => string | undefined) =>
    Object.fromEntries(
      rates.flatMap((rate) => {
        const price = usd(rate);
        return price === undefined ? [] : [[rate.sku, { [`${rate.sku}.${term}`]: termOf(rate, term, price) }]];
      }),
    );
  const offer = {
    formatVersion: "v1.0",
    disclaimer,
    offerCode: code,
    version,
    publicationDate: published,
    products: Object.fromEntries(products),
    terms: { OnDemand: terms(onDemand, ({ usd }) => usd), Reserved: terms(reserved, ({ reservedUsd }) => reservedUsd) },
    attributesList: {},
  };
  return `${JSON.stringify(offer, null, 2).replaceAll('": ', '" : ')}\n`;
}

function termOf({ sku, begin = "0", currency = "USD" }: Rate, term: string, usd: string) {
  const rateCode = `${sku}.${term}.${whole}`;
  return {
    offerTermCode: term,
    sku,
    effectiveDate: "2026-11-01T00:00:00Z",
    priceDimensions: {
      [rateCode]: {
        rateCode,
        description: `$${usd} per unit`,
        beginRange: begin,
        endRange: "Inf",
        unit: "GB-Hours",
        pricePerUnit: { [currency]: usd },
        appliesTo: [],
      },
    },
    termAttributes: {},
  };
}

/** The same in CSV: five lines that say what it is, a header, a line for each rate. */
export function offerCsv(code: string, rates: readonly (Rate & Reserved)[]): string {
  const header = [
    ...[
      "SKU",
      "OfferTermCode",
      "RateCode",
      "TermType",
      "PriceDescription",
      "EffectiveDate",
      "StartingRange",
      "EndingRange",
    ],
    ...["Unit", "PricePerUnit", "Currency", "Product Family", "serviceCode", "Location", "Location Type", "usageType"],
    ...["operation", "Region Code", "serviceName"],
  ];
  const line = (rate: Rate, term: string, type: string, usd: string) => [
    ...[
      rate.sku,
      term,
      `${rate.sku}.${term}.${whole}`,
      type,
      `$${usd} per "unit", or so`,
      "2026-11-01",
      rate.begin ?? "0",
      "Inf",
    ],
    ...["GB-Hours", usd, rate.currency ?? "USD", "Compute", rate.service, rate.region, "AWS Region", rate.usage],
    ...[rate.operation ?? "", rate.region, "Amazon"],
  ];
  const lines = [
    ["FormatVersion", "v1.0"],
    ["Disclaimer", disclaimer],
    ["Publication Date", published],
    ["Version", version],
    ["OfferCode", code],
    header,
    ...rates.flatMap((rate) => [
      line(rate, onDemand, "OnDemand", rate.usd),
      ...(rate.reservedUsd === undefined ? [] : [line(rate, reserved, "Reserved", rate.reservedUsd)]),
    ]),
  ];
  return lines.map((cells) => `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")}\n`).join("");
}
