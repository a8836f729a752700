/** The key that names the file or template that a scenario deviates from. */
export const extendsKey = "extends";

/** The key under which a scenario keeps its named deviations. */
export const variantsKey = "variants";

/** Keys at the top of a scenario that belong to the language itself; no shape sees them. */
export const languageKeys: readonly string[] = [extendsKey, variantsKey];
