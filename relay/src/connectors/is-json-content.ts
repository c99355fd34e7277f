/** Whether a Content-Type says JSON in UTF-8: `application/json` or `…+json`, with no other charset. */
export function isJsonContent(contentType: string | undefined): boolean {
  const [type = '', ...parameters] = (contentType ?? '').toLowerCase().split(';')
  if (!/^application\/([\w.!#$&^-]+\+)?json$/.test(type.trim())) return false
  return parameters
    .map((parameter) => parameter.trim())
    .filter((parameter) => parameter.startsWith('charset'))
    .every((charset) => /^charset=("?)utf-?8\1$/.test(charset))
}
