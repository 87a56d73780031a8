declare const holds: unique symbol

/** The text of a value as JSON. What it holds is known to the types only, so that it comes out as it went in. */
export type Json<A> = string & { readonly [holds]: A }

/** A value as the text that a column keeps. */
export const toJson = <A>(value: A): Json<A> => JSON.stringify(value) as Json<A>

/** The value of a column's text. Only stores write these columns, so it is not checked again. */
export const fromJson = <A>(text: Json<A>): A => JSON.parse(text)
