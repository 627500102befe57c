// Puts a function in the place of another so that nobody can tell by its name, its length or its property.

// biome-ignore lint/suspicious/noExplicitAny: methods of other people's classes
export type Method = (this: any, ...args: any[]) => any;

/** Gives `replacement` the name and the length of `original`. */
export function standIn<F extends Method>(original: Method, replacement: F): F {
  for (const key of ['name', 'length']) {
    const descriptor = Object.getOwnPropertyDescriptor(original, key);
    if (descriptor) Object.defineProperty(replacement, key, descriptor);
  }
  return replacement;
}

/** Replaces a method of `owner`, if there is one, by what `wrap` makes of it. */
export function replaceMethod(owner: object, name: string, wrap: (original: Method) => Method): void {
  const descriptor = Object.getOwnPropertyDescriptor(owner, name);
  const original = descriptor?.value;
  if (typeof original !== 'function') return;
  Object.defineProperty(owner, name, { ...descriptor, value: standIn(original, wrap(original)) });
}
