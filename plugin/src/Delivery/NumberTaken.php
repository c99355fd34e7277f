<?php

declare( strict_types=1 );

namespace Passerelle\Delivery;

defined( 'ABSPATH' ) || exit;

/**
 * Another process gives numbers at the same time: the lock was lost, as after a lost connection to the database.
 */
final class NumberTaken extends \RuntimeException {}
