// Levels of any logger in the six severities of OpenTelemetry.

import { expect } from 'chai';
import { severityOf } from '../../instrumentation/libraries/logs/severities.ts';

const scale = (...names: string[]): string[] => {
  const levels = Object.fromEntries(names.map((name, rank) => [name, rank]));
  return names.map((name) => severityOf(levels, name));
};

describe('the severity of a level', () => {
  it("is its name's in the sets of npm, syslog and cli", () => {
    expect(scale('error', 'warn', 'info', 'http', 'verbose', 'debug', 'silly')).to.deep.equal([
      'error',
      'warn',
      'info',
      'info',
      'debug',
      'debug',
      'trace',
    ]);
    expect(scale('emerg', 'alert', 'crit', 'error', 'warning', 'notice', 'info', 'debug')).to.deep.equal([
      'fatal',
      'fatal',
      'fatal',
      'error',
      'warn',
      'info',
      'info',
      'debug',
    ]);
  });

  it('is that of its next less severe neighbour when only the name is unknown', () => {
    expect(scale('error', 'audit', 'warn', 'success', 'info')).to.deep.equal(['error', 'warn', 'warn', 'info', 'info']);
  });

  it('is one step further out beyond all known names', () => {
    expect(scale('doom', 'error', 'info', 'chatter')).to.deep.equal(['fatal', 'error', 'info', 'debug']);
    expect(scale('doom', 'fatal', 'trace', 'chatter')).to.deep.equal(['fatal', 'fatal', 'trace', 'trace']);
  });

  it('comes from the place alone when no name is known, for sets of 1 to 12 levels', () => {
    expect(scale('a')).to.deep.equal(['info']);
    expect(scale('a', 'b', 'c')).to.deep.equal(['error', 'info', 'debug']);
    expect(scale('a', 'b', 'c', 'd', 'e', 'f')).to.deep.equal(['fatal', 'error', 'warn', 'info', 'debug', 'trace']);
    const twelve = scale(...'abcdefghijkl');
    expect([twelve[0], twelve[6], twelve[11]]).to.deep.equal(['fatal', 'info', 'trace']);
  });

  it('goes by the rank, not by the order of writing, and not by inherited names', () => {
    expect(severityOf({ blue: 3, red: 0, green: 2, orange: 1 }, 'red')).to.equal('error');
    expect(severityOf({ constructor: 0, other: 1 }, 'constructor')).to.equal('error');
  });

  it('is info for a level that the logger does not have', () => {
    expect(severityOf({ red: 0 }, 'blue')).to.equal('info');
  });
});
