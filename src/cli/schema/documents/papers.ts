import { document } from '../document.js';
import { list, object, orNull, record, text } from '../shape.js';

export const PAPERS = [
  document('schema-list@1', 'Documents', 'Every JSON document that the program prints', {
    documents: list(
      'each of them',
      object('one document', {
        id: text('name and version, the first key of the document'),
        title: text('what it is called'),
        verbs: list('verbs that print it', text('a verb')),
        printed: orNull(text('where it is printed beside them; null for a document of verbs alone')),
      }),
    ),
  }),
  document('schema@1', 'JSON Schema', 'The JSON Schema of one document', {
    id: text('name and version of the document'),
    title: text('what it is called'),
    jsonSchema: record('the JSON Schema (2020-12) itself, as its file in the package has it', {}),
  }),
];
