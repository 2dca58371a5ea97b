//! The form that Mailgun gets, byte for byte.

use std::{sync::Arc, time::Duration};

use crate::kit::{Heard, Journey, Mailgun, Post, Server, Setup, World, on_both, relying_party};

on_both!(
    each_page_has_its_delivery_byte_for_byte,
    a_page_without_a_delivery_takes_the_generic_one,
    without_deliveries_the_built_in_mail_is_sent,
);

const SOON: Duration = Duration::from_secs(20);
const ADA: &str = "ada+x@example.com";

const DELIVERIES: &str = r#"
[email.mailgun.deliveries.SignIn]
subject = "{{code}} is your code"
replyTo = "Books {{code}} <help@shop.example>"
html = "<p>{{code}} for {{application.name}}</p>"
text = "{{ code }} for {{application.name}}, {{user.name}}"

[email.mailgun.deliveries.Register]
subject = "Welcome"
template = "logto-register"
variables = { bar = "{{code}}", code = "the payload wins" }
"#;

/// The mail that one of the pages sends, and its code, which must work.
async fn mailed(
    server: &Server,
    mailgun: &Arc<Mailgun>,
    client: &'static str,
    more: &[(&'static str, &str)],
) -> (Heard, String) {
    let former = mailgun.heard(ADA).len();
    let mut journey = Journey::new(server.browser(), Post::Mailgun(Arc::clone(mailgun)));
    journey.shop = relying_party(&server.browser(), client);
    let page = journey
        .browser
        .visit(&journey.shop.request_with(more))
        .await;
    let page = journey.ask_for_code(&page, ADA).await;
    let heard = mailgun.wait_for(ADA, former + 1, SOON).await;
    let code = heard.code();
    let answer = journey.type_code(&page, ADA, former).await;
    journey.arrive(answer).await;
    (heard, code)
}

async fn each_page_has_its_delivery_byte_for_byte(world: World) {
    let mailgun = Arc::new(Mailgun::open().await);
    let server = world.server(Setup::serve(mailgun.port, DELIVERIES)).await;

    let register = [("first_screen", "register"), ("ui_locales", "fr en")];
    let (heard, code) = mailed(&server, &mailgun, "shop", &register).await;
    assert_eq!(
        heard.head.lines().next(),
        Some("POST /v3/mg.example.com/messages HTTP/1.1")
    );
    assert_eq!(
        heard.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(
        heard.header("authorization"),
        // base64 of `api:` and the key
        Some("Basic YXBpOmtleS0zYXg2eG5qcDI5amQ2ZmRzNGdjMzczc2d2anh0ZW9sMA==")
    );
    assert_eq!(
        heard.body,
        "from=Bookstore+%3Cno-reply%40shop.example%3E\
         &to=ada%2Bx%40example.com\
         &subject=Welcome\
         &h%3AAuto-Submitted=auto-generated\
         &template=logto-register\
         &h%3AX-Mailgun-Variables=%7B%22bar%22%3A%22%7B%7Bcode%7D%7D%22%2C%22code%22%3A%22CODE%22%2C\
         %22locale%22%3A%22fr%22%2C%22uiLocales%22%3A%22fr+en%22%2C%22application%22%3A%7B\
         %22id%22%3A%22shop%22%2C%22name%22%3A%22Bookstore%22%7D%7D"
            .replace("CODE", &code)
    );

    let (heard, code) = mailed(&server, &mailgun, "library", &[]).await;
    assert_eq!(
        heard.body,
        "from=Bookstore+%3Cno-reply%40shop.example%3E\
         &to=ada%2Bx%40example.com\
         &subject=CODE+is+your+code\
         &h%3AReply-To=Books+%7B%7Bcode%7D%7D+%3Chelp%40shop.example%3E\
         &h%3AAuto-Submitted=auto-generated\
         &html=%3Cp%3ECODE+for+Books+%26amp%3B+more%3C%2Fp%3E\
         &text=CODE+for+Books+%26+more%2C+%7B%7Buser.name%7D%7D"
            .replace("CODE", &code)
    );
    assert_eq!(mailgun.heard(ADA).len(), 2, "each mail is sent once");
}

async fn a_page_without_a_delivery_takes_the_generic_one(world: World) {
    let generic = "[email.mailgun.deliveries.Generic]\nhtml = \"<i>{{code}}</i>\"\n\
                   [email.mailgun.deliveries.ForgotPassword]\nhtml = \"no\"\n";
    let mailgun = Arc::new(Mailgun::open().await);
    let server = world.server(Setup::serve(mailgun.port, generic)).await;
    for first_screen in ["sign_in", "register"] {
        let more = [("first_screen", first_screen)];
        let (heard, code) = mailed(&server, &mailgun, "shop", &more).await;
        assert_eq!(
            heard.body,
            "from=Bookstore+%3Cno-reply%40shop.example%3E&to=ada%2Bx%40example.com\
             &h%3AAuto-Submitted=auto-generated&html=%3Ci%3ECODE%3C%2Fi%3E"
                .replace("CODE", &code)
        );
    }
}

async fn without_deliveries_the_built_in_mail_is_sent(world: World) {
    let mailgun = Arc::new(Mailgun::open().await);
    let server = world.server(Setup::serve(mailgun.port, "")).await;
    let (heard, code) = mailed(&server, &mailgun, "shop", &[]).await;
    let names: Vec<String> = url::form_urlencoded::parse(heard.body.as_bytes())
        .map(|(name, _)| name.into_owned())
        .collect();
    assert_eq!(
        names,
        ["from", "to", "subject", "h:Auto-Submitted", "html", "text"]
    );
    for field in ["html", "text"] {
        let text = heard.field(field).unwrap();
        assert!(text.contains(&code) && text.contains("Bookstore"), "{text}");
    }
}
