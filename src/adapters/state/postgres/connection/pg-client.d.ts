/** The package types its index alone, which brings a pool and the native driver with it. */
declare module 'pg/lib/client.js' {
  import { Client } from 'pg';
  export = Client;
}
