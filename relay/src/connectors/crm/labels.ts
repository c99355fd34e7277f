export const labels = {
  en: {
    name: 'CRM',
    description: 'Sends every event to the CRM’s webhook.',
    url: 'Webhook address',
    secret: 'Signing secret',
    secret_help: 'Signs what we send by Standard Webhooks; generated when left empty.',
  },
  fr: {
    name: 'CRM',
    description: 'Envoie chaque événement au webhook du CRM.',
    url: 'Adresse du webhook',
    secret: 'Secret de signature',
    secret_help: 'Signe nos envois selon Standard Webhooks ; créé si le champ reste vide.',
  },
}
