//! The blocks of README.md in a real nginx: they carry the longest answers there are.

use crate::kit::{
    Answer, Browser, Journey, Nginx, Post, Setup, Socket, World, free_port, readme_location,
    readme_server, registered,
};

/// As long as a redirect URI and a `state` may be; each of its characters takes three in an address.
const LONGEST_URI: usize = 2_048;
const LONGEST_STATE: usize = 4_096;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_block_carries_the_longest_answers() {
    World::run_on_sqlite(|world| async move {
        carries_the_longest_answers(world, "", readme_server).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_location_that_passes_the_path_on_carries_the_longest_answers() {
    World::run_on_sqlite(|world| async move {
        let kept = |port, server: &str| readme_location(port, server, "# passed on");
        carries_the_longest_answers(world, "/id", kept).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_location_that_strips_the_path_carries_the_longest_answers() {
    World::run_on_sqlite(|world| async move {
        let stripped = |port, server: &str| readme_location(port, server, "# stripped");
        carries_the_longest_answers(world, "/id", stripped).await;
    })
    .await;
}

async fn carries_the_longest_answers(
    world: World,
    path: &str,
    block: impl Fn(u16, &str) -> String,
) {
    let start = "https://long.example/";
    let uri = format!("{start}{}", "x".repeat(LONGEST_URI - start.len()));
    let mut setup = Setup::dev();
    setup.tables = format!(
        "[[applications]]\nid = \"long\"\nname = \"Long\"\nkind = \"traditional\"\n\
         secret = \"long-secret-0123456789-0123456789\"\nredirect_uris = [\"{uri}\"]\n"
    );
    let port = free_port();
    let public_url = format!("http://localhost:{port}{path}");
    let server = world.server(setup.at(&public_url)).await;
    let block = block(port, &server.address());
    let Some(nginx) = Nginx::start(&world.path("nginx"), port, &block).await else {
        return;
    };
    let browser = Browser::new(Socket::new(
        &public_url,
        &nginx.address(),
        world.witness.clone(),
    ));
    let long = registered(&browser, "long", "long-secret-0123456789-0123456789", &uri);
    let mut journey = Journey::new(browser, Post::Mailbox);
    journey.sign_in("ada@example.com").await;
    let mut browser = journey.browser;
    let state = "\"".repeat(LONGEST_STATE);
    let request = |more: &[(&'static str, &str)]| {
        let usual = long.request_with(more);
        usual.replace(
            "state=af0ifjsldkj",
            &format!("state={}", "%22".repeat(LONGEST_STATE)),
        )
    };
    // With a session a code, without one an error; then the form that asks by POST.
    let code = browser.get(&request(&[])).await;
    assert!(
        code.parameter("code").is_some(),
        "{} {}",
        code.status,
        code.body
    );
    came_back(&code, &uri, &state);
    let mut stranger = browser.without_cookies();
    let error = stranger.get(&request(&[("prompt", "none")])).await;
    assert_eq!(error.parameter("error").as_deref(), Some("login_required"));
    came_back(&error, &uri, &state);
    // A form may be half as long as a query.
    let plain = "x".repeat(LONGEST_STATE);
    let asked = long.request_with(&[]).replace("af0ifjsldkj", &plain);
    let (endpoint, query) = asked.split_once('?').unwrap();
    let repeated = browser.post(endpoint, query.to_owned()).await;
    assert_eq!(repeated.status, 303, "{}", repeated.body);
    let target = repeated.location().to_owned();
    assert!(target.ends_with(query));
    came_back(&browser.get(&target).await, &uri, &plain);
}

#[track_caller]
fn came_back(answer: &Answer, uri: &str, state: &str) {
    assert!(answer.location().starts_with(uri));
    assert_eq!(answer.parameter("state").as_deref(), Some(state));
}
