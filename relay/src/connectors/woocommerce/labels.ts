export const labels = {
  en: {
    name: 'WooCommerce',
    description:
      'A shop that tells us of its products, orders, customers and subscriptions by WooCommerce’s own webhooks or by our plugin.',
    url: 'Address of the shop',
    consumer_key: 'Consumer key',
    consumer_key_help:
      'From WooCommerce, Settings, Advanced, REST API. Lets us read the shop where the plugin is not installed.',
    consumer_secret: 'Consumer secret',
    signing_secret: 'Signing secret of the plugin',
    signing_secret_help: 'Made when the shop is paired; there is nothing to enter.',
    webhook_secret: 'Webhook secret',
    webhook_secret_help:
      'Enter the same text as Secret in each webhook of the shop; generated when left empty. Use letters and digits: the form in wp-admin removes whatever stands in <…>.',
  },
  fr: {
    name: 'WooCommerce',
    description:
      'Une boutique qui annonce ses produits, commandes, clients et abonnements par les webhooks de WooCommerce ou par notre extension.',
    url: 'Adresse de la boutique',
    consumer_key: 'Clé client',
    consumer_key_help:
      'WooCommerce, Réglages, Avancé, API REST. Permet de lire la boutique quand l’extension n’est pas installée.',
    consumer_secret: 'Secret client',
    signing_secret: 'Secret de signature de l’extension',
    signing_secret_help: 'Créé lors de l’appairage de la boutique ; rien à saisir.',
    webhook_secret: 'Secret des webhooks',
    webhook_secret_help:
      'À saisir comme Secret dans chaque webhook de la boutique ; créé si le champ reste vide. Lettres et chiffres seulement : le formulaire de wp-admin supprime ce qui est entre <…>.',
  },
}
