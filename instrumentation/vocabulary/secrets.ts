// What a secret is called and what it looks like: the one list for the process and for the Collector behind it.
//
// Patterns are read by V8 and by Go's RE2 alike, so they have neither lookaround nor backreferences; in V8 each takes linear time.

/** Parts of names whose value is secret, of attributes, fields, headers and whatever stands before `=` or `:`; without case. */
export const SECRET_NAMES: readonly string[] = [
  'authorization',
  'cookie',
  'passw(?:or)?d|passphrase|passcode|(?:^|[._-])(?:pwd|otp|cvv|cvc)$',
  // Not a secretary.
  'secret(?:[^a]|$)',
  'credential',
  '(?:api|access|private|signing|encryption|account|shared)[._-]?key',
  // Ends in token, not tokens: gen_ai.usage.input_tokens and gen_ai.token.type are numbers and kinds, not secrets.
  '(?:token|jwt)(?:[._-]?(?:id|value|hash))?$',
];

/** Whole names, without case, `-`, `_` and `.`, that are secret as parameters of an address only; sources: OAuth 2, signed URLs of AWS, Google and Azure. */
export const SECRET_PARAMETERS: readonly string[] = [
  'key',
  'sig',
  '.*signature',
  'auth(?:code|key)?',
  'xamz.*',
  'xgoog.*',
  'awsaccesskeyid',
  'session(?:id)?',
  'sid',
  'code',
  'pin',
];

/** Parts of a path after which a secret comes, as in `/reset-password/4fG7…`; without case. */
export const SECRET_SEGMENTS: readonly string[] = [
  'token',
  'secret',
  'passw(?:or)?d',
  'api[_-]?key',
  'reset',
  'recover',
  'invit',
  'verif',
  'confirm',
  'activat',
  'magic',
  'unsubscribe',
];

/** Secrets that are known by their shape, whatever their name. */
export const SECRET_SHAPES: readonly { readonly what: string; readonly pattern: string }[] = [
  {
    what: 'Private key, complete or cut off',
    pattern: '-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\\s\\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$)',
  },
  { what: 'Authorization header', pattern: '\\b(?:[Bb]earer|BEARER|[Bb]asic|BASIC)\\s+[A-Za-z0-9._~+/=-]{16,}' },
  { what: 'JSON web token', pattern: '\\beyJ[A-Za-z0-9_.-]{16,}' },
  {
    what: 'Keys of OpenAI, Anthropic and Stripe',
    pattern: '\\bsk-[A-Za-z0-9_-]{16,}|\\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}|\\bwhsec_[A-Za-z0-9]{16,}',
  },
  {
    what: 'Tokens of GitHub, GitLab, npm, PyPI and Hugging Face',
    pattern:
      '\\bgh[oprsu]_[A-Za-z0-9]{20,}|\\bgithub_pat_[A-Za-z0-9_]{20,}|\\bglpat-[A-Za-z0-9_-]{16,}|\\bnpm_[A-Za-z0-9]{30,}|\\bpypi-[A-Za-z0-9_-]{30,}|\\bhf_[A-Za-z0-9]{30,}',
  },
  {
    what: 'Keys of Slack, Google, AWS and SendGrid',
    pattern:
      '\\bxox[abeprs]-[A-Za-z0-9-]{10,}|\\bAIza[A-Za-z0-9_-]{30,}|\\bGOCSPX-[A-Za-z0-9_-]{20,}|\\bya29\\.[A-Za-z0-9_-]{20,}|\\bA[KS]IA[A-Z0-9]{16}\\b|\\bSG\\.[A-Za-z0-9_.-]{32,}',
  },
  { what: 'User and password in a URL', pattern: '://[^/\\s:@]*:[^/\\s]*@' },
  // Leading digits and length of the big networks, as a word of its own, with one kind of separator or none. Hexadecimal ids,
  // UUIDs of digits alone and timestamps do not look like this.
  {
    what: 'Payment card',
    pattern: '\\b(?:4\\d{3}|5[1-5]\\d{2}|2[2-7]\\d{2}|6011|65\\d{2})(?:\\d{12}|(?:-\\d{4}){3}|(?: \\d{4}){3})\\b',
  },
  { what: 'Payment card of 15 digits', pattern: '\\b3[47]\\d{2}(?:\\d{11}|-\\d{6}-\\d{5}| \\d{6} \\d{5})\\b' },
];

/** Attributes and log fields that hold an address or a part of one, also by their older names: judged more strictly. */
export const ADDRESS_KEYS: Readonly<Record<string, 'path' | 'parameters' | 'address'>> = {
  'url.path': 'path',
  'url.query': 'parameters',
  'url.full': 'address',
  'http.target': 'address',
  'http.url': 'address',
  'http.route': 'path',
  url: 'address',
  uri: 'address',
  href: 'address',
  path: 'address',
  originalUrl: 'address',
  query: 'parameters',
  referer: 'address',
  referrer: 'address',
  location: 'address',
};

/** Attributes that hold the text of a query, also by the older name; a column in it may be called token. */
export const QUERY_KEYS: readonly string[] = ['db.query.text', 'db.query.summary', 'db.statement'];

/** Older names of what a statement and its database are. */
export const OLDER = { dbStatement: 'db.statement', dbSystem: 'db.system' } as const;
