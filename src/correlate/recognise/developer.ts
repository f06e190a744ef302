import type { Case } from '../case.js';
import { process } from './marks.js';
import type { Mark, Recogniser } from './recogniser.js';

/**
 * Somebody who logged in and builds by hand. Whoever stole their password looks the same, so it explains no more than
 * that a person typed the command, somewhere among their files.
 */
export const developer: Recogniser = {
  id: 'developer',
  name: 'a person at a terminal',
  explains: ['temp-path', 'dockerfile-in-temp', 'no-cache', 'shell-parent', 'container-started'],
  marks: (subject) => {
    const login = loggedIn(subject);
    const terminal = process(subject, terminals);
    return login.length > 0 && terminal.length > 0 ? [...login, ...terminal] : [];
  },
};

/** Programs in which people type. */
export const terminals =
  /^(?:sshd(?:-session)?|login|gnome-terminal-?\S*|konsole|xterm|tmux(?:: server)?|screen|alacritty|kitty|wezterm\S*|code)$/;

/** The audit uid stays with all that a login leads to: a service's processes have none. */
function loggedIn({ build }: Case): Mark[] {
  const { AuditUserId: login, UserId: user } = build;
  if (typeof login !== 'number' || login < 1000 || login !== user) return [];
  return [
    {
      kind: 'account',
      text: `Who asked had logged in, as user ${login}, and is that user still.`,
      points: 1,
      forgery: "that user's password or key",
    },
  ];
}
