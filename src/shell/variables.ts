import { fieldsOf, type Variables } from './fields.ts';
import { parseShell, type SyntaxNode, walk } from './parse.ts';

/** A name or an address is no longer; a longer value, put in many times, would have no end. */
const MAX_VALUE = 256;
/** Builtins whose arguments are assignments (bash(1), SHELL BUILTIN COMMANDS). */
const DECLARING = /^(?:export|local|declare|typeset|readonly)$/;
/** Builtins that give values to the variables that they name. */
const SETTING = /^(?:read|mapfile|readarray|getopts|unset|printf|let|wait)$/;

/** What the variables hold to which a text of shell gives one literal value, and no other. */
export function knownVariables(text: string): Variables {
  const values = new Map<string, string>();
  const unsure = new Set<string>();
  walk(parseShell(text).tree, (node) => {
    for (const name of setElsehow(node)) unsure.add(name);
    for (const { name, value, append, index } of assignmentsOf(node)) {
      const [field, ...more] = value.type === 'Word' ? fieldsOf(value) : [];
      const isKnown = !append && !index && field?.sure && more.length === 0 && field.text.length <= MAX_VALUE;
      if (!field || !isKnown || (values.get(name) ?? field.text) !== field.text) unsure.add(name);
      else values.set(name, field.text);
    }
  });
  for (const name of unsure) values.delete(name);
  return values;
}

function assignmentsOf(node: SyntaxNode) {
  if (node.type !== 'Command') return [];
  // Before a command they are for that command alone, whose words are expanded before.
  const items = !node.name ? node.prefix : DECLARING.test(node.name.value) ? node.suffix : [];
  return items.filter((item) => item.type === 'Assignment');
}

/** The variables that a node sets to what is not known. */
function setElsehow(node: SyntaxNode): readonly string[] {
  switch (node.type) {
    case 'For':
    case 'Select':
      return [node.name.value];
    case 'ParameterExpansion':
      return /=/.test(node.operation?.type === 'Default' ? node.operation.operator : '') ? [node.parameter] : [];
    case 'ArithmeticBinary':
      return /^(?:[^=!<>]|<<|>>)?=$/.test(node.operator) && node.left.type === 'ArithmeticWord'
        ? [node.left.value]
        : [];
    case 'ArithmeticUnary':
      return /^(?:\+\+|--)$/.test(node.operator) && node.operand.type === 'ArithmeticWord' ? [node.operand.value] : [];
    case 'Command':
      return SETTING.test(node.name?.value ?? '')
        ? node.args.flatMap((arg) => /^\w+/.exec(arg.type === 'Word' ? arg.value : arg.name)?.[0] ?? [])
        : [];
    default:
      return [];
  }
}
