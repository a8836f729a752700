/** The key that names the file or template from which a scenario deviates. */
export const extendsKey = "extends";

/** The key that holds the named deviations of a scenario. */
export const variantsKey = "variants";

/** Keys at the top of a scenario that belong to the language itself; shapes never see them. */
export const languageKeys: readonly string[] = [extendsKey, variantsKey];
