/** Programs in other languages, imported `with { type: 'text' }`. */
declare module '*.pl' {
  const text: string;
  export default text;
}
declare module '*.sh' {
  const text: string;
  export default text;
}
