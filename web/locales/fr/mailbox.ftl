# La boîte de réception de développement.
mailbox-title = Boîte de réception
mailbox-lead = Tous les e-mails que ce serveur de développement aurait envoyés, du plus récent au plus ancien. La liste s’actualise d’elle-même.
mailbox-json = La même liste en JSON
mailbox-empty = Aucun e-mail pour l’instant. Connectez-vous avec n’importe quelle adresse et son code apparaîtra ici.
mailbox-to = À
mailbox-from = De
mailbox-html = Message
mailbox-text = Texte brut
mailbox-copy = Copier le code
mailbox-copied = Copié
