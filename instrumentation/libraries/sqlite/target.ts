// What is known of a statement before it runs; found once for a prepared statement and kept with it.

import type { Flat } from '../../signals/flat.ts';
import type { Connection } from './connection.ts';
import { attributesOf, type Shape, shapeOf } from './shapes.ts';

export interface Target {
  readonly sql: string;
  readonly shape: Shape;
  readonly connection: Connection | undefined;
  /** The prepared statement; undefined for `exec`. */
  readonly statement: object | undefined;
  /** Attributes that all spans of it share; a target is what `startLeaf` takes as its options. */
  readonly shared: Flat;
  /** Of the text; undefined until somebody needs it. */
  textHash: number | undefined;
}

/** The target of a call; undefined for a wrong call without any SQL, which the library refuses. */
export function makeTarget(sql: unknown, connection: Connection | undefined, statement: object | undefined): Target | undefined {
  if (typeof sql !== 'string') return undefined;
  const shape = shapeOf(sql);
  return { sql, shape, connection, statement, shared: attributesOf(shape, connection?.namespace), textHash: undefined };
}
