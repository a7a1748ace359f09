type Family =
  | 'exceptionSyntax'
  | 'exceptionName'
  | 'exceptionType'
  | 'exceptionValue'
  | 'exceptionLookup'
  | 'exceptionAttribute'
  | 'exceptionImport'
  | 'exceptionOther';

const FAMILY_OF: Readonly<Record<string, Family>> = {
  syntax: 'exceptionSyntax',
  indentation: 'exceptionSyntax',
  tab: 'exceptionSyntax',
  name: 'exceptionName',
  unboundlocal: 'exceptionName',
  type: 'exceptionType',
  value: 'exceptionValue',
  index: 'exceptionLookup',
  key: 'exceptionLookup',
  lookup: 'exceptionLookup',
  attribute: 'exceptionAttribute',
  import: 'exceptionImport',
  modulenotfound: 'exceptionImport',
};

const NAMED = /([A-Za-z]{2,24})(?:Error|Exception)(?![a-z])/g;
const NAMED_LOOSELY = /\b(syntax|indentation|name|type|value|index|key|attribute|import|modulenotfound) ?error\b/i;

/** Which kind of exception a text names, the last one where there are several (a traceback ends with its cause). */
export function exceptionFamilyIn(text: string): Family | null {
  let family: Family | null = null;
  if (text.includes('Error') || text.includes('Exception')) {
    for (const match of text.slice(0, 20_000).matchAll(NAMED)) {
      family = FAMILY_OF[(match[1] as string).toLowerCase()] ?? 'exceptionOther';
    }
  }
  if (family === null && (text.includes('error') || text.includes('Error'))) {
    const named = NAMED_LOOSELY.exec(text);
    if (named) family = FAMILY_OF[(named[1] as string).toLowerCase()] ?? 'exceptionOther';
  }
  return family;
}
