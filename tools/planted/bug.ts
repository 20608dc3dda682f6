/**
 * One text of one file, which is there exactly once, and what stands in its
 * place.
 */
export interface Edit {
  file: string;
  find: string;
  replace: string;
}

/** Tests that may catch a bug, the cheapest first. */
export const LAYERS = ['rules', 'simulation', 'actors'] as const;
export type Layer = (typeof LAYERS)[number];

/** A mistake that somebody could make, in words and in the sources. */
export interface Bug {
  name: string;
  what: string;
  edits: Edit[];
  /** The first layer that is to catch it. */
  caughtBy: Layer;
}
