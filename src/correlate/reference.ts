/**
 * An image reference in the form in which the engine's events name it: the default registry left out, the default tag
 * written. `docker.io/library/Nginx` stays as it is but for those two.
 */
export function normalReference(reference: string): string {
  const short = reference.replace(/^(index\.)?docker\.io\//, '').replace(/^library\//, '');
  if (short === '' || short.includes('@') || short.startsWith('sha256:')) return short;
  return short.slice(short.lastIndexOf('/') + 1).includes(':') ? short : `${short}:latest`;
}

/** The same for names of images that no registry needs to know: podman puts `localhost/` before them. */
export function localReference(reference: string): string {
  return normalReference(reference.replace(/^localhost\//, ''));
}

const imageId = /^sha256:[0-9a-f]{64}$/;

export function isImageId(text: string): boolean {
  return imageId.test(text);
}

/** A BuildKit executor's id in Docker: 25 characters of base 36, at least one of them no hexadecimal digit. */
export function isExecutorId(text: string): boolean {
  return /^[0-9a-z]{25}$/.test(text) && /[g-z]/.test(text);
}

export function isContainerId(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

/** The name that buildah's runtime gives a step. */
export function isBuildahId(text: string): boolean {
  return /^buildah-[\w.-]{1,100}$/.test(text);
}

/**
 * What two spellings of a container's id have in common: sources cut ids short, to 31 characters or to the 12 that the
 * engine shows.
 */
export function containerKey(id: string): string {
  return id.length > 12 && /^[0-9a-f]{12,64}$/.test(id) ? id.slice(0, 12) : id;
}

export function isSameContainer(a: string, b: string): boolean {
  return a !== '' && containerKey(a) === containerKey(b);
}

/** Whether a file is named as Dockerfiles are. */
export function isDockerfileName(path: string): boolean {
  return /(?:^|\/)(?:(?:dockerfile|containerfile)(?:\.[^/]*)?|[^/]*\.dockerfile)$/i.test(path);
}

/** The registry of a reference, as the engine takes it: what stands before the first slash, where it looks like a host. */
export function registryOf(reference: string): string {
  const [first = '', ...rest] = reference.split('/');
  return rest.length > 0 && /[.:]|^localhost$/.test(first) ? first : 'docker.io';
}
