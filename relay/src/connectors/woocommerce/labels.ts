export const labels = {
  en: {
    name: 'WooCommerce',
    description: 'A shop that tells us of its products by WooCommerce’s own webhooks.',
    url: 'Address of the shop',
    consumer_key: 'Consumer key',
    consumer_key_help: 'From WooCommerce, Settings, Advanced, REST API. Only needed where the plugin is not installed.',
    consumer_secret: 'Consumer secret',
    webhook_secret: 'Webhook secret',
    webhook_secret_help:
      'Enter the same text as Secret in each webhook of the shop; generated when left empty. Use letters and digits: the form in wp-admin removes whatever stands in <…>.',
  },
  fr: {
    name: 'WooCommerce',
    description: 'Une boutique qui annonce ses produits par les webhooks de WooCommerce.',
    url: 'Adresse de la boutique',
    consumer_key: 'Clé client',
    consumer_key_help: 'WooCommerce, Réglages, Avancé, API REST. Utile seulement si l’extension n’est pas installée.',
    consumer_secret: 'Secret client',
    webhook_secret: 'Secret des webhooks',
    webhook_secret_help:
      'À saisir comme Secret dans chaque webhook de la boutique ; créé si le champ reste vide. Lettres et chiffres seulement : le formulaire de wp-admin supprime ce qui est entre <…>.',
  },
}
