struct MailOptions {
  std::string to;
  std::string subject;
};

struct Mailer {
  ignis::Task<void> send(MailOptions mail);
};

ignis::Task<void> notify(Mailer& mailer, std::string address) {
  // @block
}
