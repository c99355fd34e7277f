export const labels = {
  en: {
    name: 'Partner catalogue',
    description: 'Products in both directions with the partner’s tool.',
    url: 'Address that receives our products',
    api_key: 'Key that we present to the partner',
    api_key_help: 'Sent in the X-API-Key header.',
    secret: 'Key that the partner presents to us',
    secret_help: 'Expected in the X-API-Key header; generated when left empty.',
    signing_secret: 'Signing secret',
    signing_secret_help: 'Signs what we send by Standard Webhooks, so that the partner can verify it.',
  },
  fr: {
    name: 'Catalogue partenaire',
    description: 'Les produits, dans les deux sens, avec l’outil du partenaire.',
    url: 'Adresse qui reçoit nos produits',
    api_key: 'Clé que nous présentons au partenaire',
    api_key_help: 'Envoyée dans l’en-tête X-API-Key.',
    secret: 'Clé que le partenaire nous présente',
    secret_help: 'Attendue dans l’en-tête X-API-Key ; créée si le champ reste vide.',
    signing_secret: 'Secret de signature',
    signing_secret_help: 'Signe nos envois selon Standard Webhooks, pour que le partenaire puisse les vérifier.',
  },
}
