import { expect, it } from 'vitest';
import type { Shape, Table } from '../../src/domain/messages/engine/shapes.js';
import { MESSAGE } from '../../src/domain/messages/rules/message-types.js';
import { REQUEST_BODIES } from '../../src/domain/messages/rules/request/request-bodies.js';
import { OPENAPI_FACTS } from './openapi-documents.js';
import type { Schema } from './openapi-schemas.js';

it('x', () => {});
