import { z } from "zod";

/** One variant of something: its name in the YAML, one sentence about it, and its keys (except `kind`). */
export interface Kind<K extends string = string, S extends z.ZodRawShape = z.ZodRawShape> {
  readonly kind: K;
  readonly about: string;
  readonly shape: z.ZodObject<S, z.core.$strict>;
}

/** The shape of one variant: its own keys and `kind`. */
export type KindShape<D> =
  D extends Kind<infer K, infer S> ? z.ZodObject<{ kind: z.ZodLiteral<K> } & S, z.core.$strict> : never;

type ShapeOf<D> = z.ZodDiscriminatedUnion<KindShape<D>[] & [KindShape<D>, ...KindShape<D>[]], "kind">;

/** Other ways to write a choice of kinds than a map with its `kind`. */
interface Spellings {
  /** A plain value that stands for one of the variants: a codec whose value is that of the variant. */
  readonly shorthand?: z.ZodType;
  /** The kind of a map without `kind`. */
  readonly usual?: string;
}

/** The shape of a map whose `kind` selects one of these variants. */
export function oneOfKind<const D extends Kind>(
  kinds: readonly D[],
  spellings?: { readonly usual: string },
): ShapeOf<D>;
/** The same, with a plain spelling in addition to the map. */
export function oneOfKind<const D extends Kind, P extends z.ZodType>(
  kinds: readonly D[],
  spellings: { readonly shorthand: P },
): z.ZodUnion<[P, ShapeOf<D>]>;
export function oneOfKind(kinds: readonly Kind[], { shorthand, usual }: Spellings = {}): z.ZodType {
  const [first, ...others] = kinds.map((each) => withKind(each, each.kind === usual));
  const union = z.discriminatedUnion("kind", [first, ...others]);
  return shorthand ? z.union([shorthand, union]) : union;
}

function withKind({ kind, about, shape }: Kind, isUsual: boolean) {
  const literal = z.literal(kind).describe(about);
  const keys = { kind: isUsual ? literal.prefault(kind) : literal, ...shape.shape };
  return z.clone(shape, { ...shape._zod.def, shape: keys }).meta({ ...shape.meta(), description: about });
}
