import { label, process, tag, userAgent } from './marks.js';
import { automation, type Recogniser } from './recogniser.js';

/** A library for tests: builds under a random name, runs it at once, removes it when the test ends. */
export const testcontainers: Recogniser = {
  id: 'testcontainers',
  name: 'Testcontainers',
  explains: [...automation, 'discovery', 'requester-in-container'],
  marks: (subject) => {
    const own = [
      ...userAgent(subject, /\btc-(?:java|go|node|python|dotnet|rust|php|ruby)\b|testcontainers/i),
      ...label(subject, /org\.testcontainers\S*/),
      ...tag(subject, /^(?:localhost\/)?testcontainers\/\S+/),
    ];
    if (own.length === 0) return [];
    return [
      ...own,
      ...process(subject, /^(?:java|gradle|mvn|node|npm|pytest|python[\d.]*|go|dotnet|cargo)$/, {
        args: /gradle|maven|mvn|surefire|junit|jest|mocha|vitest|pytest|\btest\b/i,
        self: true,
      }),
    ];
  },
};
