// Types of the part of require-in-the-middle that is used; the package ships none.

declare module 'require-in-the-middle' {
  export class Hook {
    constructor(
      modules: readonly string[],
      options: { readonly internals: boolean },
      onRequire: (exports: unknown, name: string, baseFolder?: string) => unknown,
    );
  }
}
