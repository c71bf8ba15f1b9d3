/** The webhook setting of the channel. */
export interface WebhookSetting {
  /** Null while none is set. */
  endpoint: string | null;
  /** The console's "Use webhook" switch. */
  active: boolean;
}
