//! Signing in: whether its time tells who exists, and what a rush of it does to everybody else.

use super::client::Connection;
use super::place::{Place, fifty_projects};
use super::{Figure, median};
use slipway::access::permit::Operator;
use slipway::actions::add_person::{NewPerson, add_person};
use slipway::web::csrf::CsrfToken;
use std::net::SocketAddr;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

const TRIES: usize = 200;
/// Each of them fails so few times that none has to wait.
const PEOPLE: usize = 40;
const AT_ONCE: usize = 16;
const PAGES: usize = 200;
const PASSWORD: &str = "harbour lantern fog";

pub fn measure() -> Vec<Figure> {
    let runtime = Runtime::new().unwrap();
    let (place, cookie, address) = runtime.block_on(async {
        let place = Place::with(|settings| settings.trusted_proxies = vec!["::/128".parse().unwrap()]).await;
        let cookie = place.session(&fifty_projects(&place).await).await;
        for number in 0..PEOPLE {
            person(&place, number).await;
        }
        let address = place.serve().await;
        (place, cookie, address)
    });
    let rush = "Board, 50 rows: while 16 sign in at once, against at rest";
    let figures = vec![
        names(address),
        board(rush, address, &cookie, false),
        board("The same where every page is made anew", address, &cookie, true),
    ];
    drop(place);
    figures
}

async fn person(place: &Place, number: usize) {
    let new = NewPerson {
        sign_in_name: format!("person{number}"),
        password: Some(PASSWORD.to_owned()),
        roles: vec!["SRE".parse().unwrap()],
        ..NewPerson::default()
    };
    add_person(&place.app, &Operator::at_command_line(), new).await.unwrap();
}

/// Tries for names that nobody has, against wrong passwords of people, by turns.
fn names(address: SocketAddr) -> Figure {
    let mut connection = Connection::open(address);
    let mut tried = |name: String, number: usize| {
        let began = Instant::now();
        assert_eq!(sign_in(&mut connection, &name, "not the password", number), 422);
        began.elapsed()
    };
    let (mut unknown, mut wrong) = (Vec::new(), Vec::new());
    for number in 0..TRIES {
        unknown.push(tried(format!("nobody{number}"), number));
        wrong.push(tried(format!("person{}", number % PEOPLE), number));
    }
    let ratio = of(median(unknown), median(wrong));
    Figure {
        what: "Sign-in: unknown name against wrong password, medians of 200",
        measured: format!("{ratio:.3}"),
        goal: "0.9 to 1.1",
        reached: (0.9..=1.1).contains(&ratio),
    }
}

/// The board for somebody who is signed in, while others sign in without a pause, against the board at rest. A page is
/// sent again as it was made while nothing changes; `anew` asks for another address every time.
fn board(what: &'static str, address: SocketAddr, cookie: &str, anew: bool) -> Figure {
    let at_rest = pages(address, cookie, anew.then_some("rest"));
    let (over, entered, all) = (AtomicBool::new(false), AtomicUsize::new(0), Barrier::new(AT_ONCE + 1));
    let signs_in = |number| {
        let mut connection = Connection::open(address);
        all.wait();
        while !over.load(Ordering::Relaxed) {
            assert_eq!(sign_in(&mut connection, &format!("person{number}"), PASSWORD, number), 303);
            entered.fetch_add(1, Ordering::Relaxed);
        }
    };
    let in_the_rush = std::thread::scope(|scope| {
        for number in 0..AT_ONCE {
            scope.spawn(move || signs_in(number));
        }
        all.wait();
        let times = pages(address, cookie, anew.then_some("rush"));
        over.store(true, Ordering::Relaxed);
        times
    });
    let ratio = of(in_the_rush, at_rest);
    Figure {
        what,
        measured: format!("{ratio:.2} x"),
        goal: "<= 2 x",
        reached: ratio <= 2.0 && entered.into_inner() > 0,
    }
}

/// The median time of a page.
fn pages(address: SocketAddr, cookie: &str, anew: Option<&str>) -> Duration {
    let mut connection = Connection::open(address);
    let times = (0..PAGES).map(|n| {
        let path = anew.map_or_else(|| "/".to_owned(), |when| format!("/?find=&n={when}{n}"));
        let began = Instant::now();
        connection.get(&path, cookie);
        began.elapsed()
    });
    median(times.collect())
}

/// Sends the form of `/sign-in`, each time from another of 20 addresses; gives the status of the answer.
fn sign_in(connection: &mut Connection, name: &str, password: &str, number: usize) -> u16 {
    let form = "0123456789abcdef0123456789abcdef";
    let headers = format!(
        "Cookie: slipway-form={form}\r\nSec-Fetch-Site: same-origin\r\nX-Forwarded-For: 192.0.2.{}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n",
        number % 20
    );
    let token = CsrfToken::of_cookie(form);
    let body = format!("csrf={}&name={name}&password={password}", token.as_str());
    connection.send("POST", "/sign-in", &headers, &body);
    connection.answer().0
}

fn of(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}
