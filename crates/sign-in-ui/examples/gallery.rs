//! Writes every page in every state and language to a folder, with its assets, to be looked at:
//! `cargo run -p sign-in-ui --example gallery -- target/gallery`.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use sign_in_ui::page::{EachPage, Mailbox, each_page};
use sign_in_ui::{Branding, Frame, Locale, Page, Pages, VerificationMail};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// One look at the pages: under whose name, in whose colours.
struct Look {
    name: &'static str,
    branding: Branding,
    application: Option<&'static str>,
    development: bool,
}

struct Gallery<'a> {
    pages: &'a Pages,
    folder: &'a Path,
    index: Vec<String>,
}

fn main() -> Outcome<()> {
    let target = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "target/gallery".to_owned());
    let folder = Path::new(&target);
    let pages = Pages::load()?;
    fs::create_dir_all(folder.join("static"))?;
    for name in pages.asset_names() {
        if let Some(asset) = pages.asset(&name) {
            fs::write(folder.join("static").join(&name), asset.body)?;
        }
    }
    let mut gallery = Gallery {
        pages: &pages,
        folder,
        index: Vec::new(),
    };
    for look in looks() {
        for locale in pages.locales() {
            gallery.all(&look, locale)?;
        }
    }
    gallery.mails()?;
    let mut index = "<!doctype html><meta charset=utf-8><ul>".to_owned();
    for name in &gallery.index {
        writeln!(index, "<li><a href=\"{name}\">{name}</a>")?;
    }
    fs::write(folder.join("index.html"), index)?;
    announce(&gallery)?;
    Ok(())
}

fn announce(gallery: &Gallery<'_>) -> io::Result<()> {
    use io::Write as _;
    let count = gallery.index.len();
    writeln!(
        io::stdout(),
        "{count} pages: {}",
        gallery.folder.join("index.html").display()
    )
}

fn looks() -> [Look; 2] {
    let branded = Branding {
        name: "Acme".to_owned(),
        primary_color: "#f5b301".to_owned(),
        terms_url: Some("https://acme.example/terms".to_owned()),
        privacy_url: Some("https://acme.example/privacy".to_owned()),
        support_email: Some("help@acme.example".to_owned()),
        support_url: Some("https://acme.example/help".to_owned()),
        ..Branding::default()
    };
    let own = Branding::default();
    [
        Look {
            name: "own",
            branding: own,
            application: Some("Bookstore"),
            development: true,
        },
        Look {
            name: "acme",
            branding: branded,
            application: None,
            development: false,
        },
    ]
}

/// The files of one look in one language.
struct Files<'a, 'b> {
    gallery: &'a mut Gallery<'b>,
    look: &'a Look,
    locale: Locale,
}

impl EachPage for Files<'_, '_> {
    type Error = Box<dyn std::error::Error>;

    fn page<P: Page>(&mut self) -> Outcome<()> {
        // Shown with the mails of the other samples in it.
        if P::TEMPLATE == Mailbox::TEMPLATE {
            return self.gallery.mailboxes(self.look, self.locale);
        }
        self.gallery.samples(&P::samples(), self.look, self.locale)
    }
}

impl Gallery<'_> {
    fn all(&mut self, look: &Look, locale: Locale) -> Outcome<()> {
        each_page(&mut Files {
            gallery: self,
            look,
            locale,
        })
    }

    fn mailboxes(&mut self, look: &Look, locale: Locale) -> Outcome<()> {
        let mut mailboxes = Mailbox::samples();
        for (message, mail) in mailboxes
            .iter_mut()
            .flat_map(|mailbox| &mut mailbox.messages)
            .zip(VerificationMail::samples())
        {
            let mail = self.pages.mail(&mail, locale)?;
            (message.subject, message.html, message.text) = (mail.subject, mail.html, mail.text);
        }
        self.samples(&mailboxes, look, locale)
    }

    fn samples<P: Page>(&mut self, samples: &[P], look: &Look, locale: Locale) -> Outcome<()> {
        let stem = Path::new(P::TEMPLATE).file_stem().unwrap_or_default();
        let name = stem.to_string_lossy().replace('_', "-");
        for (number, page) in samples.iter().enumerate() {
            let file = format!("{name}-{number}.{}.{}.html", look.name, locale.tag());
            let frame = Frame {
                locale,
                branding: &look.branding,
                application: look.application,
                base_path: "",
                here: "/sign-in?flow=sample",
                nonce: "gallery",
                preview: None,
                development: look.development,
            };
            fs::write(self.folder.join(&file), self.pages.render(page, &frame)?)?;
            self.index.push(file);
        }
        Ok(())
    }

    fn mails(&mut self) -> Outcome<()> {
        for locale in self.pages.locales() {
            for (number, mail) in VerificationMail::samples().iter().enumerate() {
                let rendered = self.pages.mail(mail, locale)?;
                let stem = format!("mail-{number}.{}", locale.tag());
                fs::write(self.folder.join(format!("{stem}.html")), rendered.html)?;
                let text = format!("Subject: {}\n\n{}", rendered.subject, rendered.text);
                fs::write(self.folder.join(format!("{stem}.txt")), text)?;
                self.index
                    .extend([format!("{stem}.html"), format!("{stem}.txt")]);
            }
        }
        Ok(())
    }
}
