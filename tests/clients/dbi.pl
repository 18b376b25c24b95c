# Runs DBD::mysql and DBD::MariaDB, where installed, against a server of ours: host, port.
use strict;
use warnings;

eval { require DBI; 1 } or do { print "SKIP Perl DBI: not installed\n"; exit 0 };
my ($host, $port) = @ARGV;
my $failed = 0;
for my $driver (qw(mysql MariaDB)) {
    eval "require DBD::$driver; 1" or do { print "SKIP DBD::$driver: not installed\n"; next };
    my $d = DBI->connect("DBI:$driver:database=helpscout;host=$host;port=$port", "root", "", { RaiseError => 1, PrintError => 0 });
    my %checks = (
        rows        => sub { @{ $d->selectall_arrayref("SELECT * FROM Conversations LIMIT 300") } == 300 },
        prepared    => sub { my $s = $d->prepare("SELECT Id FROM Conversations WHERE Status = ? LIMIT 3"); $s->execute('closed'); @{ $s->fetchall_arrayref } == 3 },
        column_info => sub { @{ $d->column_info(undef, 'helpscout', 'Conversations', '%')->fetchall_arrayref } > 20 },
        one_column  => sub { @{ $d->column_info(undef, 'helpscout', 'Conversations', 'Id')->fetchall_arrayref } == 1 },
        table_info  => sub { @{ $d->table_info(undef, 'helpscout', '%', undef)->fetchall_arrayref } > 20 },
        keys        => sub { @{ $d->primary_key_info(undef, 'helpscout', 'Conversations')->fetchall_arrayref } == 1 },
        transaction => sub { $d->begin_work; $d->rollback; 1 },
        error       => sub { eval { $d->do("SELECT * FROM Nope") }; $d->err == 1146 && $d->state eq '42S02' },
        call        => sub { my $s = $d->prepare("CALL RefreshSchema()"); $s->execute; @{ $s->fetchall_arrayref } == 1 },
    );
    my @bad = grep { !eval { $checks{$_}->() } } sort keys %checks;
    $failed = 1 if @bad;
    no strict 'refs';
    print @bad ? "FAIL" : "ok", " DBD::$driver ", ${"DBD::${driver}::VERSION"}, " @bad\n";
}
exit $failed;
