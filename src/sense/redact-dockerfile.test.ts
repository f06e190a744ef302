import { expect, it } from 'vitest';
import { redactDockerfile } from './redact-dockerfile.js';

it('removes what is given to names that speak of secrets, and nothing else', () => {
  expect(redactDockerfile('FROM a\nARG API_TOKEN=s3cret\nRUN make\n')).toBe(
    'FROM a\nARG API_TOKEN=***\nRUN make\n',
  );
  expect(redactDockerfile('ENV PATH=/bin\nENV DB_PASSWORD hunter2')).toBe(
    'ENV PATH=/bin\nENV DB_PASSWORD ***',
  );
});
