import { z } from "zod";

/** A variant of something: its name in the YAML, one sentence about it, and its keys (all but `kind`). */
export interface Kind<K extends string = string, S extends z.ZodRawShape = z.ZodRawShape> {
  readonly kind: K;
  readonly about: string;
  readonly shape: z.ZodObject<S, z.core.$strict>;
}

/** The shape of one variant: its own keys and `kind`. */
export type KindShape<D> =
  D extends Kind<infer K, infer S> ? z.ZodObject<{ kind: z.ZodLiteral<K> } & S, z.core.$strict> : never;

type ShapeOf<D> = z.ZodDiscriminatedUnion<KindShape<D>[] & [KindShape<D>, ...KindShape<D>[]], "kind">;

/** The shape of a map whose `kind` selects one of these variants. */
export function oneOfKind<const D extends Kind>(kinds: readonly D[]): ShapeOf<D>;
/** The same, with a plain spelling beside the map: a codec whose value is that of one of the variants. */
export function oneOfKind<const D extends Kind, P extends z.ZodType>(
  kinds: readonly D[],
  options: { readonly shorthand: P },
): z.ZodUnion<[P, ShapeOf<D>]>;
export function oneOfKind(kinds: readonly Kind[], options?: { readonly shorthand: z.ZodType }): z.ZodType {
  const [first, ...others] = kinds.map(withKind);
  const union = z.discriminatedUnion("kind", [first, ...others]);
  return options ? z.union([options.shorthand, union]) : union;
}

function withKind({ kind, about, shape }: Kind) {
  const keys = { kind: z.literal(kind), ...shape.shape };
  return z.clone(shape, { ...shape._zod.def, shape: keys }).meta({ description: about });
}
