/** ESC, SO, SI, BEL, CAN, SUB; ECMA-48, 8.3. */
const [BEL, SO, SI, CAN, SUB, ESC] = [0x07, 0x0e, 0x0f, 0x18, 0x1a, 0x1b];
/** What begins a control string after ESC: DCS, SOS, OSC, PM, APC. */
const STRINGS = new Set([...'PX]^_'].map((letter) => letter.charCodeAt(0)));

/**
 * Knows whether what was printed to a terminal has left something open that would change how the next words are shown: a
 * sequence or a control string that has not ended, colours and their like (SGR), another character set. It reads the seven-bit
 * forms, which are those that programs print; after one of the others anything may be open.
 */
export class OpenSequences {
  #state: 'text' | 'escape' | 'control' | 'designation' | 'string' | 'string-escape' = 'text';
  #parameters = '';
  #styled = false;
  #shifted = false;
  #unsure = false;
  #designates = false;
  #before = 0;

  get open(): boolean {
    return this.#state !== 'text' || this.#styled || this.#shifted || this.#unsure;
  }

  push(chunk: Buffer): void {
    for (const byte of chunk) {
      // C1 of ECMA-48 in UTF-8.
      if (this.#before === 0xc2 && byte >= 0x80 && byte <= 0x9f) this.#unsure = true;
      this.#before = byte;
      // Most of it is text, in which only these matter.
      if (this.#state !== 'text' || byte === ESC || byte === SO || byte === SI) this.#take(byte);
    }
  }

  /** All of it has been closed. */
  close(): void {
    this.#state = 'text';
    this.#styled = false;
    this.#shifted = false;
    this.#unsure = false;
  }

  #take(byte: number): void {
    if (byte === SO || byte === SI) {
      this.#shifted = byte === SO;
    } else if (byte === CAN || byte === SUB) {
      this.#state = 'text';
    } else if (byte === ESC) {
      this.#state = this.#state === 'string' ? 'string-escape' : 'escape';
    } else {
      this.#takeWithin(byte);
    }
  }

  #takeWithin(byte: number): void {
    switch (this.#state) {
      case 'escape':
      case 'string-escape':
        this.#parameters = '';
        if (byte === 0x5b) this.#state = 'control';
        else if (STRINGS.has(byte)) this.#state = 'string';
        else if (byte >= 0x20 && byte <= 0x2f) this.#state = 'designation';
        else this.#state = 'text';
        this.#designates = byte >= 0x28;
        if (byte === 0x63) this.close(); // RIS, a full reset.
        break;
      case 'control':
        if (byte >= 0x40 && byte <= 0x7e) this.#endControl(byte);
        else this.#parameters = (this.#parameters + String.fromCharCode(byte)).slice(0, 64);
        break;
      case 'designation':
        // `ESC ( 0` draws lines with letters, `ESC ( B` is ASCII.
        if (byte >= 0x30) {
          if (this.#designates) this.#shifted = byte !== 0x42;
          this.#state = 'text';
        }
        break;
      case 'string':
        if (byte === BEL) this.#state = 'text';
        break;
      case 'text':
    }
  }

  #endControl(final: number): void {
    this.#state = 'text';
    if (final !== 0x6d || !/^[\d;:]*$/.test(this.#parameters)) return;
    // SGR: the last parameter is the one that counts, unless it is the number of a colour.
    this.#styled = /(?:^|;)[345]8[;:]/.test(this.#parameters) || !/(?:^|;)0*$/.test(this.#parameters);
  }
}
