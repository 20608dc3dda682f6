import { RULES_BUGS } from './rules-bugs';
import { SHELL_BUGS } from './shell-bugs';

export const BUGS = [...RULES_BUGS, ...SHELL_BUGS];
